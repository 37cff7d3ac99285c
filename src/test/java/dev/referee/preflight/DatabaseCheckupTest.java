package dev.referee.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.referee.ledger.Schema;
import dev.referee.preflight.Finding.Level;
import dev.referee.testkit.FreePort;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.env.MockEnvironment;

class DatabaseCheckupTest {

    @TempDir
    Path folder;

    private static List<Finding> run(String url) {
        return new DatabaseCheckup(DatabaseAccess.bySettings())
                .run(new Surroundings(new MockEnvironment()
                        .withProperty("spring.datasource.url", url)
                        .withProperty("spring.datasource.username", "sa")
                        .withProperty("spring.datasource.password", "")));
    }

    /** With the user and the password that a start uses where nobody says any. */
    private static List<Finding> runAsShipped(String url) {
        return new DatabaseCheckup(DatabaseAccess.bySettings())
                .run(new Surroundings(new MockEnvironment().withProperty("spring.datasource.url", url)));
    }

    private String file() {
        return "jdbc:h2:file:" + folder.resolve("x");
    }

    @Test
    void a_file_that_is_not_there_is_fine_and_is_not_made() throws Exception {
        assertThat(run(file())).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.what()).contains("no H2 file yet");
        });
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";QUERY_CACHE_SIZE=64;DB_CLOSE_ON_EXIT=FALSE"})
    void a_file_that_a_start_has_made_lets_us_in_and_nothing_is_left_beside_it(String options) throws Exception {
        DataSourceProperties shipped = new DataSourceProperties();
        shipped.setUrl(file() + options);
        try (HikariDataSource pool = shipped.initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build()) {
            Schema.of(pool).migrate();
        }

        List<Finding> found = runAsShipped(file() + options);

        assertThat(found).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(found.get(1).what()).isEqualTo("the schema is up to date");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("x.mv.db"));
        }
    }

    @Test
    void a_file_that_a_running_node_has_open_is_no_error() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create(file(), "", "");
        Schema.of(pool).migrate();
        pool.dispose();

        try (FileChannel file = FileChannel.open(folder.resolve("x.mv.db"), StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(runAsShipped(file())).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.OK);
                assertThat(finding.what()).contains("a running node has the H2 file open", "GET /api/preflight");
            });
        }
    }

    @Test
    void a_wrong_user_of_a_file_is_an_error_that_says_so() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(file(), "owner", "its password");
        Schema.of(pool).migrate();
        pool.dispose();

        assertThat(run(file())).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.ERROR);
            assertThat(finding.what()).contains("wrong user or password");
        });
    }

    @Test
    void the_state_of_the_schema_is_told_and_not_changed() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create(file(), "sa", "");
        JdbcClient.create(pool).sql("create table mine (id int)").update();
        pool.dispose();

        List<Finding> found = run(file());

        assertThat(found.get(0).what()).contains("H2 2.").contains("one node");
        assertThat(found.get(1).what()).matches("the next start applies [0-9]+ changes to the schema");
        assertThat(run(file()).get(1)).as("the same the second time").isEqualTo(found.get(1));

        JdbcConnectionPool other = JdbcConnectionPool.create(file() + "y", "sa", "");
        Schema.of(other).migrate();
        other.dispose();
        assertThat(run(file() + "y").get(1).what()).isEqualTo("the schema is up to date");
    }

    @Test
    void a_schema_of_a_newer_version_is_a_warning() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(file(), "sa", "");
        Schema.of(pool).migrate();
        int renamed = JdbcClient.create(pool)
                .sql("update \"flyway_schema_history\" set \"version\" = '9999' where \"installed_rank\" ="
                        + " (select max(\"installed_rank\") from \"flyway_schema_history\")")
                .update();
        pool.dispose();
        assertThat(renamed).isEqualTo(1);

        assertThat(run(file()).get(1).toString()).startsWith("warning").contains("newer version");
    }

    @Test
    void a_server_that_is_not_there_is_an_error_without_the_address() {
        assertThat(run("jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/referee?password=hunter2"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.ERROR);
                    assertThat(finding.toString())
                            .contains("SPRING_DATASOURCE_URL")
                            .doesNotContain("hunter2");
                });
    }
}
