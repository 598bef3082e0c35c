// Encrypts or decrypts payloads with the codec of examples/codec/go: JSON of protobuf from stdin to stdout.
package main

import (
	"fmt"
	"io"
	"os"

	commonpb "go.temporal.io/api/common/v1"
	"google.golang.org/protobuf/encoding/protojson"

	ringonce "ringonce/test/other-languages/codec"
)

func main() {
	if err := recode(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func recode(how string) error {
	codec, err := ringonce.NewCodec(os.Getenv("RINGONCE_ENCRYPTION_KEYS"))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	given := &commonpb.Payloads{}
	if err := protojson.Unmarshal(text, given); err != nil {
		return err
	}
	change := codec.Encode
	if how == "decode" {
		change = codec.Decode
	}
	payloads, err := change(given.GetPayloads())
	if err != nil {
		return err
	}
	answer, err := protojson.Marshal(&commonpb.Payloads{Payloads: payloads})
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(answer)
	return err
}
