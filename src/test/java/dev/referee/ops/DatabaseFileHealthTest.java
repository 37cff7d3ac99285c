package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

class DatabaseFileHealthTest {

    @Test
    void the_folder_is_found_where_there_is_a_file() {
        assertThat(DatabaseFileHealth.folder("jdbc:h2:file:./data/referee;WRITE_DELAY=0"))
                .contains(Path.of("data").toAbsolutePath());
        assertThat(DatabaseFileHealth.folder("jdbc:h2:/srv/x")).contains(Path.of("/srv"));
        assertThat(DatabaseFileHealth.folder("jdbc:h2:mem:x;DB_CLOSE_DELAY=-1")).isEmpty();
        assertThat(DatabaseFileHealth.folder("jdbc:postgresql://db/referee")).isEmpty();
    }

    @Test
    void a_disk_with_room_is_up(@TempDir Path folder) {
        Health health = new DatabaseFileHealth("jdbc:h2:file:" + folder.resolve("x")).health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat((long) health.getDetails().get("freeBytes")).isPositive();
    }

    @Test
    void without_room_it_is_down_and_says_what_helps(@TempDir Path folder) {
        Health health = new DatabaseFileHealth("jdbc:h2:file:" + folder.resolve("gone/x")).health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsKeys("problem", "remedy").containsEntry("freeBytes", 0L);
    }
}
