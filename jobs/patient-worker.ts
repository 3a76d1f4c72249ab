import { Worker } from 'bullmq';

const BREATH_MS = 1_000;
/** Longest wait for a new job on one connection, seconds. */
const LONGEST_BLOCK = 2;

/**
 * BullMQ's worker asks again at once where Redis refuses to hand out a job (full, read-only, disk
 * full): thousands of errors a second. This one takes a breath. And it looks for jobs again soon: the
 * sign that one waits may have been lost with a connection.
 */
export class PatientWorker extends Worker {
  override get maximumBlockTimeout(): number {
    return LONGEST_BLOCK;
  }

  protected override async moveToActive(...args: Parameters<Worker['moveToActive']>) {
    try {
      return await super.moveToActive(...args);
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
      throw error;
    }
  }
}
