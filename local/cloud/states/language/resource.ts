/** What the `Resource` of a Task names. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
export type Resource =
  | { readonly kind: 'function'; readonly arn: string }
  | {
      readonly kind: 'integration';
      readonly service: 'lambda' | 'sqs';
      readonly action: 'invoke' | 'sendMessage';
      /** The task ends when somebody reports with its token, not when the call is answered. */
      readonly waitsForToken: boolean;
    };

const integration = /^arn:aws:states:::(lambda:invoke|sqs:sendMessage)(\.waitForTaskToken)?$/;
const lambdaFunction = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w$-]+(:[\w$-]+)?$/;

/** Undefined: the embedded AWS has no such resource. */
export const readResource = (text: string): Resource | undefined => {
  if (lambdaFunction.test(text)) return { kind: 'function', arn: text };
  const [, name, waiting] = integration.exec(text) ?? [];
  const waitsForToken = waiting !== undefined;
  if (name === 'lambda:invoke') return { kind: 'integration', service: 'lambda', action: 'invoke', waitsForToken };
  if (name === 'sqs:sendMessage') return { kind: 'integration', service: 'sqs', action: 'sendMessage', waitsForToken };
  return undefined;
};

/** Whether a Task of this Resource is given a token and waits to be told how it ended. */
export const waitsForToken = (text: string): boolean => {
  const resource = readResource(text);
  return resource?.kind === 'integration' && resource.waitsForToken;
};
