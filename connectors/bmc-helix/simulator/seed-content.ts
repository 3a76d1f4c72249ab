/** What the sandbox knows at its first start beside its people. Field names are the forms' own. */
export const COMPANY = 'Calbro Services';

export const GROUPS = ['Service Desk', 'Network', 'Hardware', 'Software', 'Access'];

export const INCIDENT_TEMPLATES: readonly Readonly<Record<string, string>>[] = [
  {
    'Template Name': 'VPN trouble',
    Description: 'VPN does not connect',
    Urgency: '3-Medium',
    'Assigned Group': 'Network',
  },
  {
    'Template Name': 'Account locked',
    Description: 'Account is locked after wrong passwords',
    Urgency: '2-High',
    'Assigned Group': 'Access',
    'Categorization Tier 1': 'Access',
  },
  {
    'Template Name': 'Printer fault',
    Description: 'Printer does not print',
    Urgency: '4-Low',
    'Assigned Group': 'Hardware',
    'Categorization Tier 1': 'Hardware',
  },
];

export const WORK_ORDER_TEMPLATES: readonly Readonly<Record<string, string>>[] = [
  {
    'Template Name': 'New laptop',
    Summary: 'Provide a new laptop',
    'WO Type Field 1 Label': 'Model',
    'WO Type Field 2 Label': '.',
  },
  {
    'Template Name': 'Software installation',
    Summary: 'Install software on a device',
    'WO Type Field 1 Label': '.',
    'WO Type Field 2 Label': '.',
  },
];

interface Article {
  readonly title: string;
  readonly keywords: string;
  readonly content: Readonly<Record<string, string>>;
}

const howTo = (title: string, keywords: string, question: string, ...steps: readonly string[]): Article => ({
  title,
  keywords,
  content: {
    RKMTemplateQuestion: question,
    RKMTemplateAnswer: steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
  },
});

export const ARTICLES: readonly Article[] = [
  howTo(
    'Reset your password',
    'password, login, account',
    'How do I reset a password that I have forgotten?',
    'Open https://password.example.com on any device.',
    'Prove who you are with your phone or with a code that your manager gets.',
    'Choose a password of at least 14 characters and sign in again everywhere.',
  ),
  howTo(
    'Connect to the company VPN',
    'vpn, network, remote',
    'How do I reach the company network from home?',
    'Start the VPN client and choose the gateway nearest to you.',
    'Sign in with your company account and confirm on your phone.',
    'If it stays at "Connecting", choose another gateway and restart the client.',
  ),
  howTo(
    'Add a network printer',
    'printer, hardware, print',
    'How do I print on a printer of my floor?',
    'Open Settings, Printers, Add.',
    'Choose the printer by the name on its label.',
    'Print a test page.',
  ),
  howTo(
    'Install software from the company store',
    'software, installation, application',
    'Where do I get an application that is not on my device?',
    'Open the company store from the start menu.',
    'Search the application and choose Install.',
    'What needs a licence is sent to your manager for approval first.',
  ),
  howTo(
    'Mail does not arrive',
    'mail, email, outlook, e-mail',
    'Why do mails not arrive, or arrive late?',
    'Look at the outages first: a known one needs no ticket.',
    'Check the junk folder and the rules of your mailbox.',
    'Send a mail to yourself; tell the service desk the time and the subject if it does not come.',
  ),
  {
    title: 'Wireless networks of our offices',
    keywords: 'wifi, wireless, network, guest',
    content: {
      Reference:
        '<p><b>Calbro-Staff</b>: company devices sign in by themselves.</p><p><b>Calbro-Guest</b>: visitors; a code from the reception, valid for one day.</p>',
    },
  },
];

/** Computers by the login of the person who uses them. */
export const COMPUTERS = [
  { login: 'allen', name: 'CAL-LT-0147', item: 'Laptop', serial: '5CG1147ALA' },
  { login: 'allen', name: 'CAL-DT-0031', item: 'Desktop', serial: '5CG0031ALA' },
  { login: 'mary', name: 'CAL-LT-0212', item: 'Laptop', serial: '5CG1212MAM' },
] as const;

export const OUTAGE = {
  Description: 'VPN gateway Europe drops connections',
  'Detailed Description':
    'Users of the European VPN gateway lose their connection every few minutes. Choose the gateway North until it is mended.',
  'Unavailability Type': 'Unscheduled Partial',
} as const;
