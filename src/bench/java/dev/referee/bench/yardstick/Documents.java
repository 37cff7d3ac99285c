package dev.referee.bench.yardstick;

/** The documents that the carrier is answered, as long as Referee's own: text around a few addresses. */
final class Documents {

    static final String EMPTY = document("");
    static final String HANGUP = document("<Hangup/>");
    static final String APOLOGY =
            document("<Say>We are sorry, nobody can take your call at the moment. Please try again"
                    + " later. Goodbye.</Say><Hangup/>");

    /** What the carrier shall do when it cannot reach us; Referee's callbacks have the same. */
    private static final String OVERRIDES = "#ct=2000&rt=5000&tt=15000&rc=5&rp=ct,rt,5xx";

    private static final String EVENTS = "statusCallbackEvent=\"initiated ringing answered completed\"";
    private static final int AGENT_SECONDS = 15;
    private static final int TARGET_SECONDS = 20;

    /** The header that ties OpenAI's webhook to the carrier's call. */
    static final String TOKEN_HEADER = "X-Referee-Call";

    private final String publicUrl;
    private final String sip;

    Documents(Options options) {
        publicUrl = options.publicUrl();
        sip = "sip:" + options.projectId() + "@" + options.sipHost() + ";transport=tls?" + TOKEN_HEADER + "=";
    }

    /** One of our addresses, as the carrier shall call it. */
    String url(String path) {
        return publicUrl + path + OVERRIDES;
    }

    /** Connects the caller to the agent. */
    String dialAgent(String token) {
        return document("<Dial action=\"" + escaped("/twiml/agent-ended") + "\" answerOnBridge=\"true\" referUrl=\""
                + escaped("/twiml/refer") + "\" timeout=\"" + AGENT_SECONDS + "\"><Sip statusCallback=\""
                + escaped("/twilio/agent-leg") + "\" " + EVENTS + ">" + sip + token + "</Sip></Dial>");
    }

    /** Connects the caller to a human's phone, the {@code stop}th that is tried. */
    String dialTarget(String number, int stop) {
        return document("<Dial action=\"" + escaped("/twiml/transfer-ended?n=" + stop)
                + "\" answerOnBridge=\"true\" timeout=\"" + TARGET_SECONDS + "\"><Number statusCallback=\""
                + escaped("/twilio/target-leg?n=" + stop) + "\" " + EVENTS + ">" + number + "</Number></Dial>");
    }

    /** Keeps the caller for a second, then asks again. */
    String waiting() {
        return document("<Pause length=\"1\"/><Redirect method=\"POST\">" + escaped("/twiml/wait") + "</Redirect>");
    }

    private String escaped(String path) {
        return url(path).replace("&", "&amp;");
    }

    private static String document(String verbs) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>" + verbs + "</Response>";
    }
}
