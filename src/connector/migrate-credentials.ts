/** Keys and roles from where they stood before 4.16 → the object `credentials`. */
import type { Json, JsonObject } from '../protocol/messages.js'

/** Before 4.16 the role and the keys stood at the top; the role won. */
export function withCredentials(config: JsonObject): JsonObject {
  const { role_arn: role, aws_access_key_id: id, aws_secret_access_key: secret, ...rest } = config
  return { ...rest, credentials: role ? { auth_type: 'iam_role', role_arn: role } : keyCredentials(id, secret) }
}

/** The keys as far as they are there; a missing one is for the spec to refuse. Without any, what the surroundings have. */
export function keyCredentials(id: Json | undefined, secret: Json | undefined): JsonObject {
  if (!id && !secret) return { auth_type: 'default_credentials' }
  return {
    auth_type: 'iam_user',
    ...(id ? { aws_access_key_id: id } : {}),
    ...(secret ? { aws_secret_access_key: secret } : {}),
  }
}
