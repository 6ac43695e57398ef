/** The embedded Systems Manager: Parameter Store. */
import type { Service } from '../kernel/service.ts';
import { ssmIgnored } from './ignored.ts';
import { deleteParameter, deleteParameters } from './operations/delete-parameters.ts';
import { describeParameters } from './operations/describe-parameters.ts';
import { getParameterHistory } from './operations/get-parameter-history.ts';
import { getParameter, getParameters } from './operations/get-parameters.ts';
import { getParametersByPath } from './operations/get-parameters-by-path.ts';
import { labelParameterVersion } from './operations/label-parameter-version.ts';
import { putParameter } from './operations/put-parameter.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './operations/tags.ts';
import { addPublicParameters } from './public-parameters.ts';

export const ssmService: Service = {
  name: 'ssm',
  sdk: () => import('@aws-sdk/client-ssm'),
  operations: {
    PutParameter: putParameter,
    GetParameter: getParameter,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    DeleteParameter: deleteParameter,
    DeleteParameters: deleteParameters,
    DescribeParameters: describeParameters,
    GetParameterHistory: getParameterHistory,
    LabelParameterVersion: labelParameterVersion,
    AddTagsToResource: addTagsToResource,
    RemoveTagsFromResource: removeTagsFromResource,
    ListTagsForResource: listTagsForResource,
  },
  prepare: addPublicParameters,
  ignored: ssmIgnored,
};
