import type { Invariant } from '../scene.ts';

/** The second half of I12: what is meant decides the token, and the token the request. */
export const sameTokenSameRequest: Invariant = {
  name: 'same-token-same-request',
  promise: 'A client token is never sent with another request, and an intent never with another token.',
  watch: (_scene, broken) => {
    const requests = new Map<string, string>();
    return {
      before: ({ ours, operation, input }) => {
        const token: unknown = input.ClientToken ?? input.clientToken;
        if (!ours || typeof token !== 'string' || !/^(?:RunInstances|RunTask|CreateService)$/.test(operation)) return;
        const request = JSON.stringify(input);
        const known = requests.get(`${operation} ${token}`) ?? request;
        if (known !== request) broken(`${operation} is sent with the token ${token} of another request`);
        requests.set(`${operation} ${token}`, request);
      },
      after: ({ ours, refused, operation }) => {
        if (ours && refused === 'IdempotentParameterMismatch') broken(`${operation} was refused: ${refused}`);
      },
    };
  },
};
