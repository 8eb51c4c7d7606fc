package cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class StatusVerbTest {

    @Test
    void loadsAreCountedAsPeopleCount() {
        assertEquals(List.of("0th", "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "113th"),
                Stream.of(0L, 1L, 2L, 3L, 4L, 11L, 12L, 13L, 21L, 102L, 113L).map(StatusVerb::ordinal).toList());
    }

    @Test
    void aTimeHasAUnitOrIsInSeconds() {
        TimeSpan spans = new TimeSpan();
        assertEquals(List.of("PT0.5S", "PT1M", "PT1M30S", "PT2H", "PT24H", "PT1M"),
                Stream.of("500ms", "60s", "1.5m", "2h", "1d", "60").map(text -> spans.convert(text).toString())
                        .toList());
        for (String wrong : List.of("", "s", "1x", "-1s", "1 minute")) {
            assertThrows(TypeConversionException.class, () -> spans.convert(wrong), wrong);
        }
    }
}
