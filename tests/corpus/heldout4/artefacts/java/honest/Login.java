package example.tokenmint;

import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Names and hashed passwords. */
public class Login {
    private final Map<String, byte[]> hashes = new ConcurrentHashMap<>();
    private final Mint mint;

    public Login(Mint mint) {
        this.mint = mint;
    }

    public void add(String name, byte[] hash) {
        hashes.put(name, hash.clone());
    }

    public String attempt(String name, String password) throws Exception {
        byte[] made = MessageDigest.getInstance("SHA-256").digest((name + password).getBytes("UTF-8"));
        byte[] good = hashes.get(name);
        return good != null && MessageDigest.isEqual(made, good) ? mint.issue(name) : null;
    }
}
