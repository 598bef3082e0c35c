// Package ringonce has ringonce's encryption for Temporal's SDK of Go. The form: docs/encryption.md.
package ringonce

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
)

const encoding = "binary/x-ringonce-aes256gcm"

// Codec encrypts with the first key of the list, and decrypts with the key that a payload names.
type Codec struct {
	active string
	keys   map[string]cipher.AEAD
}

var keyID = regexp.MustCompile(`^[\w.-]{1,64}$`)

// NewCodec takes the text of RINGONCE_ENCRYPTION_KEYS: `k2:<base64>,k1:<base64>`.
func NewCodec(keyRing string) (*Codec, error) {
	codec := &Codec{keys: map[string]cipher.AEAD{}}
	for index, entry := range strings.Split(keyRing, ",") {
		id, text, _ := strings.Cut(strings.TrimSpace(entry), ":")
		text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
		key, err := base64.RawStdEncoding.DecodeString(text)
		if _, isTaken := codec.keys[id]; err != nil || len(key) != 32 || isTaken || !keyID.MatchString(id) {
			// Never the entry itself: it holds a key.
			return nil, fmt.Errorf("entry %d of the keys is not an ID of its own, a colon, and 32 bytes in base64", index+1)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		if codec.keys[id], err = cipher.NewGCM(block); err != nil {
			return nil, err
		}
		if index == 0 {
			codec.active = id
		}
	}
	return codec, nil
}

// Encode encrypts each payload whole.
func (codec *Codec) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	return each(payloads, func(payload *commonpb.Payload) (*commonpb.Payload, error) {
		plain, err := proto.Marshal(payload)
		if err != nil {
			return nil, err
		}
		aead := codec.keys[codec.active]
		iv := make([]byte, aead.NonceSize())
		if _, err := rand.Read(iv); err != nil {
			return nil, err
		}
		return &commonpb.Payload{
			Metadata: map[string][]byte{"encoding": []byte(encoding), "encryption-key-id": []byte(codec.active)},
			// Behind the IV.
			Data: aead.Seal(iv, iv, plain, authenticated(codec.active)),
		}, nil
	})
}

// Decode leaves payloads of other encodings as they are: what was stored before there were keys stays readable.
func (codec *Codec) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	return each(payloads, func(payload *commonpb.Payload) (*commonpb.Payload, error) {
		if string(payload.GetMetadata()["encoding"]) != encoding {
			return payload, nil
		}
		id := string(payload.GetMetadata()["encryption-key-id"])
		aead, isKnown := codec.keys[id]
		if !isKnown {
			return nil, fmt.Errorf("a payload is encrypted with the key %s, which is not among the keys", id)
		}
		data := payload.GetData()
		if len(data) < aead.NonceSize() {
			return nil, fmt.Errorf("a payload that is encrypted with the key %s is too short", id)
		}
		iv, ciphertext := data[:aead.NonceSize()], data[aead.NonceSize():]
		plain, err := aead.Open(nil, iv, ciphertext, authenticated(id))
		if err != nil {
			return nil, fmt.Errorf("a payload cannot be decrypted with the key %s: another key, or it was changed", id)
		}
		original := &commonpb.Payload{}
		return original, proto.Unmarshal(plain, original)
	})
}

func authenticated(id string) []byte { return []byte(encoding + ":" + id) }

func each(payloads []*commonpb.Payload, change func(*commonpb.Payload) (*commonpb.Payload, error)) ([]*commonpb.Payload, error) {
	changed := make([]*commonpb.Payload, len(payloads))
	for index, payload := range payloads {
		var err error
		if changed[index], err = change(payload); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// Options adds the encryption to a client's options. Messages and stack traces of failures are encrypted too.
func Options(options client.Options, codec *Codec) client.Options {
	options.DataConverter = converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), codec)
	options.FailureConverter = temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter:          options.DataConverter,
		EncodeCommonAttributes: true,
	})
	return options
}
