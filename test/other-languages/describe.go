// Describes and lists workflows as a service in Go would, and prints their search attributes as JSON, by ID.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
)

func main() {
	if err := describe(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func describe(address, namespace string, workflowIDs []string) error {
	temporal, err := client.Dial(client.Options{HostPort: address, Namespace: namespace})
	if err != nil {
		return err
	}
	defer temporal.Close()
	described, listed := map[string]map[string]any{}, map[string]map[string]any{}
	for _, workflowID := range workflowIDs {
		description, err := temporal.DescribeWorkflow(context.Background(), workflowID, "")
		if err != nil {
			return err
		}
		// The typed form leaves out, with a warning, what it cannot read: so each is decoded too.
		answer, err := temporal.DescribeWorkflowExecution(context.Background(), workflowID, "")
		if err != nil {
			return err
		}
		values, err := attributes(answer.GetWorkflowExecutionInfo())
		if err != nil {
			return err
		}
		if typed := description.TypedSearchAttributes; typed.Size() != len(values) {
			return fmt.Errorf("%s: %d of %d search attributes can be read", workflowID, typed.Size(), len(values))
		}
		described[workflowID] = values
	}
	list, err := temporal.ListWorkflow(context.Background(), &workflowservice.ListWorkflowExecutionsRequest{})
	if err != nil {
		return err
	}
	for _, execution := range list.GetExecutions() {
		if listed[execution.GetExecution().GetWorkflowId()], err = attributes(execution); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"described": described, "listed": listed})
}

func attributes(info *workflow.WorkflowExecutionInfo) (map[string]any, error) {
	values := map[string]any{}
	for name, payload := range info.GetSearchAttributes().GetIndexedFields() {
		var value any
		if err := converter.GetDefaultDataConverter().FromPayload(payload, &value); err != nil {
			return nil, fmt.Errorf("%s of %s: %w", name, info.GetExecution().GetWorkflowId(), err)
		}
		values[name] = value
	}
	return values, nil
}
