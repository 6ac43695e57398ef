import type {
  ValidateStateMachineDefinitionCommandInput,
  ValidateStateMachineDefinitionCommandOutput,
} from '@aws-sdk/client-sfn';
import type { Operation } from '../../kernel/service.ts';
import { checkDefinition } from '../language/check.ts';

/** "The maximum number of diagnostics that are returned per call. … Default is 100." */
const most = 100;

/**
 * What is wrong with a definition, without creating anything. All that is found here are errors, no warnings.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
 */
export const validateStateMachineDefinition: Operation<
  ValidateStateMachineDefinitionCommandInput,
  ValidateStateMachineDefinitionCommandOutput
> = ({ definition = '', maxResults }) => {
  const checked = checkDefinition(definition);
  const problems = 'problems' in checked ? checked.problems : [];
  const diagnostics = problems.slice(0, maxResults || most).map(({ code, message, path }) => ({
    severity: 'ERROR' as const,
    code,
    message,
    ...(path === '' ? {} : { location: path }),
  }));
  return {
    result: problems.length === 0 ? 'OK' : 'FAIL',
    diagnostics,
    truncated: diagnostics.length < problems.length,
  };
};
