package example.stampbox;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

public class Clock {
    public String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public boolean isAfter(String before) {
        return Instant.now().isAfter(Instant.parse(before));
    }
}
