import { startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';

// The ITSM that the ticket jobs write to, as a process of its own. Its folder is the first argument.
const itsm = await startSimulator({ port: 0, dataDir: process.argv[2] ?? '' });
process.stdout.write(`ITSM at ${itsm.url}\n`);
process.on('SIGINT', () => process.exit(0));
