/** awsQuery (IAM, STS) and ec2Query: forms in, XML out. */
import type { AwsError } from '../kernel/aws-error.ts';
import { errorModel, queryErrorOf, statusOf } from './error-model.ts';
import { formTree, readForm, refuseUnknown } from './form.ts';
import type { ServiceModel } from './model.ts';
import type { HttpAnswer, HttpRequest, Protocol } from './protocol.ts';
import { element, escapeXml, writeMembers } from './xml.ts';

/** The parameters of a query request: of a GET they are in the address. */
export const formOf = (request: HttpRequest): URLSearchParams =>
  request.method === 'GET' ? request.query : new URLSearchParams(Buffer.from(request.body).toString('utf8'));

export const queryProtocol: Protocol = {
  decode: (_model, operation, request) => readForm(operation.input, formTree(formOf(request)), 'query'),

  encode: (model, { name, output }, value, requestId) =>
    xmlAnswer(
      200,
      requestId,
      `<${name}Response xmlns="${model.xmlNamespace}">${element(`${name}Result`, writeMembers(output, value, 'query'))}` +
        `${element('ResponseMetadata', element('RequestId', requestId))}</${name}Response>`,
    ),

  encodeError: (model, error, requestId) => {
    const { Code, Type, Message } = queryErrorOf(model, error);
    return xmlAnswer(
      model === undefined ? error.status : statusOf(model, error),
      requestId,
      `<ErrorResponse xmlns="${model?.xmlNamespace ?? ''}"><Error>${element('Type', Type)}${element('Code', escapeXml(Code))}` +
        `${element('Message', escapeXml(Message))}${memberElements(model, error)}</Error>` +
        `${element('RequestId', requestId)}</ErrorResponse>`,
    );
  },
};

export const ec2Protocol: Protocol = {
  decode: (_model, operation, request) => {
    const form = formTree(formOf(request));
    refuseUnknown(operation.input, form);
    return readForm(operation.input, form, 'ec2');
  },

  encode: (model, { name, output }, value, requestId) =>
    xmlAnswer(
      200,
      requestId,
      `<${name}Response xmlns="${model.xmlNamespace}/">${element('requestId', requestId)}` +
        `${writeMembers(output, value, 'ec2')}</${name}Response>`,
    ),

  encodeError: (_model, error, requestId) => {
    const told = element('Code', escapeXml(error.code)) + element('Message', escapeXml(error.message));
    return xmlAnswer(
      error.status,
      requestId,
      element('Response', element('Errors', element('Error', told)) + element('RequestID', requestId)),
    );
  },
};

const memberElements = (model: ServiceModel | undefined, error: AwsError): string => {
  const shape = errorModel(model, error.code)?.shape;
  return shape?.kind === 'structure' ? writeMembers(shape, error.members, 'query') : '';
};

const xmlAnswer = (status: number, requestId: string, document: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
});
