package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.referee.ledger.GroupCommit;
import dev.referee.ledger.Inbox;
import dev.referee.ledger.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A full disk under the database file: failures that routes answer with 503, nothing acknowledged, and no restart once there
 * is room again.
 */
public class FullDiskTest {

    private static final int CONNECTIONS = 4;

    private static volatile boolean full;

    /** The file system {@code full:}, which can be out of room. */
    public static final class FullDisk extends FilePathWrapper {
        public FullDisk() {}

        @Override
        public String getScheme() {
            return "full";
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new Channel(getBase().open(mode));
        }
    }

    private static final class Channel extends FileBase {
        private final FileChannel file;

        Channel(FileChannel file) {
            this.file = file;
        }

        private static void room() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return file.read(to);
        }

        @Override
        public int read(ByteBuffer to, long at) throws IOException {
            return file.read(to, at);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            room();
            return file.write(from);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            room();
            return file.write(from, at);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long at) throws IOException {
            file.position(at);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            file.force(metadata);
        }

        @Override
        public FileLock tryLock(long from, long size, boolean shared) throws IOException {
            return file.tryLock(from, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }

    @TempDir
    Path folder;

    private HikariDataSource pool;
    private Inbox inbox;

    @BeforeEach
    void open() {
        FilePath.register(new FullDisk());
        pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:full:" + folder.resolve("referee") + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
        pool.setConnectionTimeout(500);
        pool.setValidationTimeout(250);
        pool.setMaximumPoolSize(CONNECTIONS);
        DatabaseTimeouts.tune(
                pool, new DatabaseSettings(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(6)));
        Schema.of(pool).migrate();
        GroupCommit durability = new GroupCommit(new H2Writer(pool), 0);
        durability.await(durability.begin());
        inbox = new Inbox(JdbcClient.create(pool), Clock.systemUTC(), durability);
    }

    @AfterEach
    void close() {
        full = false;
        pool.close();
        FilePath.unregister(FilePath.get("full:" + folder));
    }

    @Test
    void without_room_nothing_is_acknowledged_and_with_it_everything_is_again() {
        List<String> acknowledged = new ArrayList<>();
        assertThat(store("before", acknowledged)).isTrue();
        full = true;
        for (int i = 0; i < 5; i++) {
            assertThat(store("full-" + i, acknowledged)).isFalse();
        }

        full = false;

        await().atMost(Duration.ofSeconds(5)).until(() -> store("after", acknowledged));
        assertThat(acknowledged).containsExactly("before", "after");
        assertThat(stored()).containsAll(acknowledged);
    }

    /** Connections that lay idle meanwhile belong to the database that closed itself. */
    @Test
    void every_connection_of_the_pool_comes_back() throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(pool.getConnection());
        }
        for (Connection each : all) {
            each.close();
        }
        List<String> acknowledged = new ArrayList<>();
        full = true;
        assertThat(store("full", acknowledged)).isFalse();
        full = false;

        await().atMost(Duration.ofSeconds(5)).until(() -> store("after", acknowledged));

        for (int i = 0; i < 3 * CONNECTIONS; i++) {
            String id = "id-" + i;
            await().atMost(Duration.ofSeconds(5)).until(() -> store(id, acknowledged));
        }
        assertThat(stored()).containsAll(acknowledged);
    }

    private List<String> stored() {
        return JdbcClient.create(pool)
                .sql("select webhook_id from webhook_inbox")
                .query(String.class)
                .list();
    }

    private boolean store(String id, List<String> acknowledged) {
        try {
            Inbox.Receipt receipt = inbox.store(id, "realtime.call.incoming", Optional.of("{}"));
            inbox.settle(receipt);
            if (receipt.isFirst()) {
                acknowledged.add(id);
            }
            return true;
        } catch (DataAccessException answeredWith503) {
            return false;
        }
    }
}
