/** The embedded Systems Manager: Parameter Store, documents, managed nodes and Run Command. */
import type { Service } from '../kernel/service.ts';
import { addPublicDocuments } from './documents/public-documents.ts';
import { ssmIgnored } from './ignored.ts';
import { cancelCommand, getCommandInvocation, listCommandInvocations, listCommands } from './operations/commands.ts';
import { deleteDocument } from './operations/delete-document.ts';
import { deleteParameter, deleteParameters } from './operations/delete-parameters.ts';
import { describeInstanceInformation } from './operations/describe-instance-information.ts';
import { describeParameters } from './operations/describe-parameters.ts';
import { getParameterHistory } from './operations/get-parameter-history.ts';
import { getParameter, getParameters } from './operations/get-parameters.ts';
import { getParametersByPath } from './operations/get-parameters-by-path.ts';
import { labelParameterVersion } from './operations/label-parameter-version.ts';
import { putParameter } from './operations/put-parameter.ts';
import { describeDocument, getDocument, listDocuments } from './operations/read-documents.ts';
import { sendCommand } from './operations/send-command.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './operations/tags.ts';
import { unlabelParameterVersion } from './operations/unlabel-parameter-version.ts';
import { createDocument, updateDocument, updateDocumentDefaultVersion } from './operations/write-documents.ts';
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
    UnlabelParameterVersion: unlabelParameterVersion,
    AddTagsToResource: addTagsToResource,
    RemoveTagsFromResource: removeTagsFromResource,
    ListTagsForResource: listTagsForResource,
    CreateDocument: createDocument,
    UpdateDocument: updateDocument,
    UpdateDocumentDefaultVersion: updateDocumentDefaultVersion,
    DeleteDocument: deleteDocument,
    DescribeDocument: describeDocument,
    GetDocument: getDocument,
    ListDocuments: listDocuments,
    DescribeInstanceInformation: describeInstanceInformation,
    SendCommand: sendCommand,
    ListCommands: listCommands,
    ListCommandInvocations: listCommandInvocations,
    GetCommandInvocation: getCommandInvocation,
    CancelCommand: cancelCommand,
  },
  prepare: (world) => {
    addPublicParameters(world);
    addPublicDocuments(world.ssm);
  },
  ignored: ssmIgnored,
};
