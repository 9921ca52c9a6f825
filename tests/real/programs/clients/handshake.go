// Handshakes by Go's crypto/tls: root file, host, ports; a line for each port, with what was wrong.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

func main() {
	pem, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	dialer := &net.Dialer{Timeout: 30 * time.Second}
	config := &tls.Config{ServerName: os.Args[2], RootCAs: roots}
	for _, port := range os.Args[3:] {
		said := ""
		if connection, err := tls.DialWithDialer(dialer, "tcp", "127.0.0.1:"+port, config); err != nil {
			said = err.Error()
		} else {
			connection.Close()
		}
		fmt.Printf("%s\t%s\n", port, strings.Join(strings.Fields(said), " "))
	}
}
