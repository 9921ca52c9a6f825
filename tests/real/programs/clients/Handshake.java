import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Handshakes by Java's own TLS: root file, host, ports; a line for each port, with what was wrong. */
public class Handshake {
    private static final int PATIENCE = 30_000;

    public static void main(String[] arguments) throws Exception {
        SSLSocketFactory sockets = context(arguments[0]).getSocketFactory();
        for (int at = 2; at < arguments.length; at++) {
            System.out.println(arguments[at] + "\t" + said(sockets, arguments[1], Integer.parseInt(arguments[at])));
        }
    }

    private static SSLContext context(String rootFile) throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        try (FileInputStream stream = new FileInputStream(rootFile)) {
            for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                roots.setCertificateEntry("root " + roots.size(), root);
            }
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static String said(SSLSocketFactory sockets, String host, int port) {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE);
            plain.setSoTimeout(PATIENCE);
            SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return "";
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage()).replaceAll("\\s+", " ");
        }
    }
}
