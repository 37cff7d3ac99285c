package dev.referee.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ledger.Schema;
import dev.referee.preflight.Finding.Level;
import dev.referee.testkit.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
