package dev.referee.ops;

import dev.referee.ledger.DatabaseFailure;
import dev.referee.masking.LogBrake;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Turns every failed request that Spring MVC serves into problem JSON (RFC 9457): wrong methods, media types and unknown
 * paths too, on all paths. Nothing of our inside is told, and no stack trace; those are in the log.
 */
@RestControllerAdvice
class ApiProblems extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ApiProblems.class);

    private final LogBrake brake = new LogBrake();

    @ExceptionHandler
    ResponseEntity<byte[]> refused(Problem problem) {
        HttpHeaders headers = new HttpHeaders();
        if (problem.waitSeconds() != null) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(problem.waitSeconds()));
        }
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemWriter.json(problem.status(), problem.detail()));
    }

    /** The database is away: worth another try. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    @Nullable
    ResponseEntity<byte[]> away(Exception failure, HttpServletRequest request) {
        if (!DatabaseFailure.isAway(failure)) {
            return broken(failure, request); // it does not take what we gave it, and never will
        }
        log(request, failure);
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemWriter.json(HttpStatus.SERVICE_UNAVAILABLE, "the database is not available; try again"));
    }

    /** A bug of ours; a client that went away, or does not read what is streamed to him, needs no answer. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<byte[]> broken(Exception failure, HttpServletRequest request) {
        boolean unread =
                request.getDispatcherType() == DispatcherType.ASYNC && failure instanceof SocketTimeoutException;
        if (unread || DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            return null;
        }
        log(request, failure);
        return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemWriter.json(HttpStatus.INTERNAL_SERVER_ERROR, "internal error"));
    }

    private void log(HttpServletRequest request, Exception failure) {
        brake.pass(failure.getClass().getName())
                .ifPresent(held ->
                        LOG.error("{} {} failed{}", request.getMethod(), request.getRequestURI(), held, failure));
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return createResponseEntity(
                problem(status, "the body is missing, or is not JSON of the expected form"), headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return createResponseEntity(problem(status, "there is nothing at this path"), headers, status, request);
    }

    /** JSON whatever the client would rather have; it does not say the path again, in which anything may stand. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body instanceof ProblemDetail problem ? json(status, problem) : body);
    }

    private static byte[] json(HttpStatusCode status, ProblemDetail problem) {
        return ProblemWriter.json(HttpStatus.valueOf(status.value()), String.valueOf(problem.getDetail()));
    }

    private static ProblemDetail problem(HttpStatusCode status, String detail) {
        return ProblemDetail.forStatusAndDetail(status, detail);
    }
}
