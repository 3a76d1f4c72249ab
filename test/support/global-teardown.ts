export default async function teardown(): Promise<void> {
  await Promise.all([globalThis.sharedRedis?.stop(), globalThis.sharedCluster?.stop()]);
}
