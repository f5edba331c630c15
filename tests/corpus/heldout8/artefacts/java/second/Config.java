package example.configtree;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

public final class Config implements Source {
    private final List<Source> sources = new ArrayList<>();
    private final String prefix;

    public Config(String prefix) {
        this.prefix = prefix;
    }

    public static Config load(String name) throws IOException {
        Config out = new Config("");
        Properties rows = new Properties();
        try (InputStream from = Config.class.getClassLoader().getResourceAsStream(name + ".properties")) {
            if (from != null) {
                rows.load(from);
            }
        }
        out.sources.add(rows::getProperty);
        out.sources.add(one -> System.getenv(one.toUpperCase().replace('.', '_')));
        return out;
    }

    @Override
    public String get(String name) {
        for (Source one : sources) {
            String value = one.get(prefix + name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    public int number(String name, int otherwise) {
        String value = get(name);
        return value == null ? otherwise : Integer.parseInt(value.trim());
    }
}
