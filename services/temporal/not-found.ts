import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';

const NOT_FOUND = 5; // gRPC status

/** Whether the server says that it does not know what it was asked for. */
export function isNotFound(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  return isGrpcServiceError(error) && (error.code as number) === NOT_FOUND; // an enum of grpc-js, which is not ours to import
}
