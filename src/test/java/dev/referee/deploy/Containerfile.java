package dev.referee.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The container file, instruction by instruction.
 *
 * @param instructions in their order
 */
record Containerfile(List<Instruction> instructions) {

    static final Path FILE = Path.of("deploy/container/Containerfile");

    /**
     * @param word such as {@code RUN}
     * @param rest what stands behind it
     */
    record Instruction(String word, String rest) {

        List<String> words() {
            return List.of(rest.split(" +"));
        }

        /** What the exec form lists, such as {@code CMD ["a", "b"]}. */
        List<String> exec() {
            try {
                return List.of(new ObjectMapper().readValue(rest.substring(rest.indexOf('[')), String[].class));
            } catch (JsonProcessingException e) {
                throw new AssertionError("not in exec form: " + rest, e);
            }
        }
    }

    static Containerfile read() {
        List<Instruction> found = new ArrayList<>();
        for (String line : Shipped.read(FILE).split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" +", 2);
                found.add(new Instruction(parts[0], parts[1].strip()));
            }
        }
        return new Containerfile(found);
    }

    /** The last of these, which is the one that counts for the image. */
    Instruction last(String word) {
        return all(word).get(all(word).size() - 1);
    }

    List<Instruction> all(String word) {
        return instructions.stream()
                .filter(instruction -> instruction.word().equals(word))
                .toList();
    }
}
