// Places calls as a program with the AWS SDK for Go does: place '<request as JSON>' [times]. All settings are the environment's.
//
// The same input struct is used each time, as a loop over calls might: the SDK writes its client token into it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/smithy-go"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "--try" {
		return
	}
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		panic(err)
	}
	var input connect.StartOutboundVoiceContactInput
	if err := json.Unmarshal([]byte(os.Args[1]), &input); err != nil {
		panic(err)
	}
	client := connect.NewFromConfig(settings)
	var contactIDs []string
	for range len(os.Args) - 1 {
		answer, err := client.StartOutboundVoiceContact(ctx, &input)
		var refused smithy.APIError
		if errors.As(err, &refused) {
			tell(map[string]any{"error": refused.ErrorCode()})
			return
		}
		if err != nil {
			tell(map[string]any{"error": "no answer"})
			return
		}
		contactIDs = append(contactIDs, *answer.ContactId)
	}
	tell(map[string]any{"ContactId": contactIDs[0], "ContactIds": contactIDs, "ClientToken": input.ClientToken})
}

func tell(what map[string]any) {
	text, _ := json.Marshal(what)
	fmt.Println(string(text))
}
