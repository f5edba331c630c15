package example.stampbox;

import java.time.Instant;

public class Clock {
    public String now() {
        return Instant.now().toString();
    }
}
