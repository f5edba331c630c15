package example.tokenmint;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Issues and verifies tokens. */
public final class Mint {
    private final byte[] key;

    public Mint(byte[] key) {
        this.key = key.clone();
    }

    private byte[] mac(String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
    }

    public String issue(String subject) throws GeneralSecurityException {
        Base64.Encoder base = Base64.getUrlEncoder().withoutPadding();
        String body = base.encodeToString(subject.getBytes(StandardCharsets.UTF_8));
        return body + "." + base.encodeToString(mac(body));
    }

    public String verify(String token) throws GeneralSecurityException {
        String[] parts = token.split("\\.");
        if (parts.length != 2 || !MessageDigest.isEqual(Base64.getUrlDecoder().decode(parts[1]), mac(parts[0]))) {
            return null;
        }
        return new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    }
}
