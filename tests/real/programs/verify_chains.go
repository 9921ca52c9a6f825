// Verifies chains as Go's crypto/x509 does: a line of JSON for each on standard input,
// and a line with the reason against each, empty where there is none, on standard output.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

type question struct {
	Sent    [][]byte
	Anchors [][]byte
	Host    string
	Time    int64
}

func pool(ders [][]byte) (*x509.CertPool, error) {
	certificates := x509.NewCertPool()
	for _, der := range ders {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		certificates.AddCert(certificate)
	}
	return certificates, nil
}

func refusal(asked question) error {
	leaf, err := x509.ParseCertificate(asked.Sent[0])
	if err != nil {
		return err
	}
	anchors, err := pool(asked.Anchors)
	if err != nil {
		return err
	}
	sent, err := pool(asked.Sent[1:])
	if err != nil {
		return err
	}
	_, err = leaf.Verify(x509.VerifyOptions{
		DNSName:       asked.Host,
		Roots:         anchors,
		Intermediates: sent,
		CurrentTime:   time.Unix(asked.Time, 0),
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return err
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		reason := ""
		if err := refusal(asked); err != nil {
			reason = strings.ReplaceAll(err.Error(), "\n", " ")
		}
		fmt.Println(reason)
	}
}
