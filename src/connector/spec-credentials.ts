/** How the connector authenticates, as the spec describes it. */
import type { JsonObject } from '../protocol/messages.js'

/** The property that tells the choices apart. */
function authType(value: string, description: string): JsonObject {
  return { title: 'Auth Type', description, default: value, const: value, enum: [value], type: 'string' }
}

const iamUser: JsonObject = {
  title: 'IAM User',
  type: 'object',
  description: 'The access key of a user who may list the bucket (s3:ListBucket) and read its objects (s3:GetObject).',
  properties: {
    auth_type: authType('iam_user', 'An access key.'),
    aws_access_key_id: {
      title: 'AWS Access Key ID',
      description: 'The identifier of the access key.',
      airbyte_secret: true,
      order: 1,
      type: 'string',
    },
    aws_secret_access_key: {
      title: 'AWS Secret Access Key',
      description: 'The secret of the access key.',
      airbyte_secret: true,
      order: 2,
      type: 'string',
    },
    aws_session_token: {
      title: 'AWS Session Token',
      description: 'The token that belongs to a temporary access key. Leave it out for a lasting one.',
      airbyte_secret: true,
      order: 3,
      type: 'string',
    },
  },
  required: ['aws_access_key_id', 'aws_secret_access_key', 'auth_type'],
}

const iamRole: JsonObject = {
  title: 'IAM Role',
  type: 'object',
  description: 'A role that the connector assumes with the credentials of its surroundings.',
  properties: {
    auth_type: authType('iam_role', 'A role to assume.'),
    role_arn: { title: 'AWS Role ARN', description: 'The ARN of the role, arn:aws:iam::…:role/….', order: 1, type: 'string' },
  },
  required: ['role_arn', 'auth_type'],
}

const surroundings: JsonObject = {
  title: 'No Authentication / Default AWS Credentials',
  type: 'object',
  description: 'The credentials that AWS tools find by themselves: environment, profile, web identity, container or instance.',
  properties: { auth_type: authType('default_credentials', 'Nothing is configured here.') },
  required: ['auth_type'],
}

export const credentialsProperty: JsonObject = {
  title: 'Authentication',
  description: 'How the connector proves to the server who it is.',
  type: 'object',
  order: 0,
  oneOf: [iamUser, iamRole, surroundings],
}
