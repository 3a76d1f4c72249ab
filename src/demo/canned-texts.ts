/** Prepared texts of `npm start`, where the settings bring none of their own. */
export const DEMO_TEXTS = [
  {
    title: 'Greeting',
    text: 'Hello {user}, this is {agent} of the service desk. I am reading what you wrote.',
  },
  { title: 'One moment', text: 'One moment please, I am looking into it.' },
  {
    title: 'Ask for the error',
    text: 'Could you tell me, please:\n1. What did you do?\n2. What did you expect?\n3. What came instead, word by word?',
  },
  {
    title: 'Restart the VPN client',
    text: 'Please try this:\n1. Quit the VPN client from its icon near the clock.\n2. Wait ten seconds and start it again.\n3. Connect to the gateway **North**.\nDoes it connect now?',
    queue: 'Network',
  },
  {
    title: 'Flush the DNS cache',
    text: 'Open a command prompt and run this, line by line:\n```\nipconfig /flushdns\nipconfig /renew\n```\nThen open the page again.',
    queue: 'Network',
  },
  { title: 'Ticket', text: 'I have opened {ticket} for you. You will hear from us there.' },
  {
    title: 'Goodbye',
    text: 'Glad that it works again, {user}. I am ending the chat now; you can reopen it.',
  },
  {
    title: 'Begrüßung',
    text: 'Guten Tag {user}, hier ist {agent} vom Service Desk. Ich lese gerade, was Sie geschrieben haben.',
    language: 'de',
  },
];
