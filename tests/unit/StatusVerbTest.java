package cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusVerbTest {

    @Test
    void loadsAreCountedAsPeopleCount() {
        assertEquals(List.of("0th", "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "113th"),
                Stream.of(0L, 1L, 2L, 3L, 4L, 11L, 12L, 13L, 21L, 102L, 113L).map(StatusVerb::ordinal).toList());
    }
}
