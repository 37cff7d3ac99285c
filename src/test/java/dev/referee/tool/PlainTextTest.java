package dev.referee.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void what_neither_a_line_nor_a_document_nor_a_database_takes_becomes_a_blank() {
        assertThat(PlainText.of("a\u0000b\r\n\u0001c\u0085\ud800d\u2028e\uffffg ä 😀"))
                .isEqualTo("a b c d e g ä 😀");
    }

    @Test
    void a_cut_splits_no_character() {
        assertThat(PlainText.of("ab😀", 3)).isEqualTo("ab");
        assertThat(PlainText.of("ab😀", 4)).isEqualTo("ab😀");
    }
}
