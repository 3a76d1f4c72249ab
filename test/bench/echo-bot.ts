import {
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  MessageFactory,
  type Request,
  type Response,
} from 'botbuilder';
import restify from 'restify';
import { ECHO } from './channel.ts';

// What Deskbridge is measured against: an echo bot as every Bot Framework tutorial writes it. A process of its own.
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  await context.sendActivity(MessageFactory.text(`${ECHO}${context.activity.text}`));
  await next();
});

const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
  await adapter.process(request as unknown as Request, response as unknown as Response, (context) =>
    bot.run(context),
  );
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  process.stdout.write(`Echo bot at http://127.0.0.1:${port}\n`);
});
process.on('SIGINT', () => process.exit(0));
