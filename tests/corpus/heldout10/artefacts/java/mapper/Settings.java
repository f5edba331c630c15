package example.ringmap;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

public class Settings {
    private final Properties rows = new Properties();

    public Settings() throws IOException {
        try (InputStream from = Settings.class.getResourceAsStream("/ringmap.properties")) {
            rows.load(from);
        }
    }

    public int size() {
        return Integer.parseInt(rows.getProperty("ringmap.size", "1024"));
    }
}
