import { expect, test } from '@jest/globals';
import { redactArguments, redactLine, redactRemote } from '../../src/provenance/index.js';

const hex = '0123456789abcdef0123456789abcdef';

test.each([
  // Shells and .env
  ['export DB_PASSWORD=hunter2', 'export DB_PASSWORD=<redacted>'],
  ['HF_TOKEN=abc def', 'HF_TOKEN=<redacted>'],
  ['curl --token abc https://x', 'curl --token <redacted> https://x'],
  ['mysql --password "a b" db', 'mysql --password <redacted> db'],
  ['PASSWORD=123456', 'PASSWORD=<redacted>'],
  ['AWS_SECRET_ACCESS_KEY=$ecret', 'AWS_SECRET_ACCESS_KEY=<redacted>'],
  // JSON
  ['  "apiKey": "abc", "lr": 0.1', '  "apiKey": "<redacted>", "lr": 0.1'],
  ['{"password":"a\\"b","user":"me","token":"c"}', '{"password":"<redacted>","user":"me","token":"<redacted>"}'],
  ['body = "{\\"token\\": \\"abc\\", \\"n\\": 1}"', 'body = "{\\"token\\": \\"<redacted>\\", \\"n\\": 1}"'],
  // YAML and ini
  ['  client_secret: correct.horse battery', '  client_secret: <redacted>'],
  ['password = p(w', 'password = <redacted>'],
  ['  api-key: abc # the key', '  api-key: <redacted>'],
  // Programs
  ["const apiKey = 'abc' + 'def';", "const apiKey = '<redacted>' + '<redacted>';"],
  ['token = f"abc{x}"', 'token = f"<redacted>"'],
  ['password = """abc"""', 'password = """<redacted>"""'],
  ['const secret = `abc', 'const secret = `<redacted>'],
  ['if (password === "abc" || token != \'x\') {', 'if (password === "<redacted>" || token != \'<redacted>\') {'],
  ['const token = process.env.TOKEN ?? "fallback";', 'const token = process.env.TOKEN ?? "<redacted>";'],
  ['token = os.getenv("X", "fallback")', 'token = os.getenv("<redacted>", "<redacted>")'],
  ['secrets: ["a", "b"],', 'secrets: ["<redacted>", "<redacted>"],'],
  ['config["password"] = "abc"', 'config["password"] = "<redacted>"'],
  ['storage.setItem("token", "abc")', 'storage.setItem("token", "<redacted>")'],
  ['function login(password: string = "abc") {', 'function login(password: string = "<redacted>") {'],
  // Others
  ['Authorization: Basic YWRhOmxvdmU=', 'Authorization: <redacted>'],
  ['<password>abc</password><user>me</user>', '<password><redacted></password><user>me</user>'],
  ['DefaultEndpoints;AccountKey=abc==;x=1', 'DefaultEndpoints;AccountKey=<redacted>'],
  ['postgres://me:p@ss@db/x and http://me@h/', 'postgres://<redacted>@db/x and http://<redacted>@h/'],
  [`https://h/x?sig=abc%3D&n=1`, 'https://h/x?sig=<redacted>&n=1'],
  ['see https://hooks.slack.com/services/T0/B0/abcdef', 'see https://hooks.slack.com/services/<redacted>'],
])('the secret in  %s  is taken out', (line, expected) => {
  expect(redactLine(line)).toBe(expected);
});

test.each([
  `ghp_${hex}`,
  `github_pat_${hex}_${hex}`,
  `glpat-${hex.slice(0, 20)}`,
  `sk-proj-${hex}`,
  `sk-ant-api03-${hex}`,
  `hf_${hex}`,
  `npm_${hex}`,
  `xoxb-1234567890-${hex}`,
  'AKIAIOSFODNN7EXAMPLE',
  `AIza${hex}abc`,
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${hex}`,
])('%s is known by its shape', (secret) => {
  expect(redactLine(`run(x, "${secret}") // ${secret}`)).toBe('run(x, "<redacted>") // <redacted>');
});

test.each([
  'const lr = 3e-4; // learning rate',
  'tokenizer = AutoTokenizer.from_pretrained("bert")',
  'max_tokens = 4096, num_tokens: 17',
  'token_ids = [1, 2, 3]; tokenCount: 5',
  'author: "Ada Lovelace"',
  '@Field({ secret: true }) apiKey = undefined;',
  'function login(password: string, user: string): void {',
  'const token = await getToken(user);',
  'const token = process.env.TOKEN;',
  `GITHUB_TOKEN: $\{{ secrets.GITHUB_TOKEN }}`,
  `password: $\{PASSWORD}`,
  'if (token === undefined) return;',
  'items.map((password) => check(password));',
  'key = jax.random.PRNGKey(0)',
  'git@github.com:team/code.git',
  'https://unpkg.com/@scope/name@1.2.3',
  '',
])('nothing is taken out of  %s', (line) => {
  expect(redactLine(line)).toBe(line);
});

test('redacting twice changes nothing more', () => {
  const once = redactLine('token=abc; "password": "x", https://me:pw@host/?key=abc');
  expect(redactLine(once)).toBe(once);
});

test('a line too long to be written by people goes as a whole', () => {
  expect(redactLine('x'.repeat(4_097))).toBe('<redacted>');
});

test.each([
  ['https://example.org/a/b.git', 'https://example.org/a/b.git'],
  ['https://user:pass@example.org/a.git', 'https://example.org/a.git'],
  [`https://ghp_${hex}@example.org/a.git`, 'https://example.org/a.git'],
  ['https://user:p@ss@example.org/a.git', 'https://example.org/a.git'],
  ['https://user:pa/ss@example.org/a.git', 'https://example.org/a.git'],
  ['https://example.org:8080/@scope/a.git', 'https://example.org:8080/@scope/a.git'],
  ['https://[::1]:8080/@scope/a.git', 'https://[::1]:8080/@scope/a.git'],
  ['https://example.org/a.git?access_token=x&y=z#frag', 'https://example.org/a.git'],
  ['ssh://git:pw@example.org:22/a.git', 'ssh://example.org:22/a.git'],
  ['git@example.org:a/b.git', 'git@example.org:a/b.git'],
  ['me:pw@example.org:a/b.git', 'example.org:a/b.git'],
  ['/srv/git/a.git', '/srv/git/a.git'],
  ['ext::ssh -o password=x host', 'ext::<redacted>'],
  [`https://example.org/${`glpat-${hex}`}/a.git`, 'https://example.org/<redacted>/a.git'],
])('the address %s becomes %s', (address, expected) => {
  expect(redactRemote(address)).toBe(expected);
});

test.each([
  [
    ['--token', 'abc', 'x'],
    ['--token', '<redacted>', 'x'],
  ],
  [
    ['-password', '-abc'],
    ['-password', '<redacted>'],
  ],
  [['--api-key=abc=='], ['--api-key=<redacted>']],
  [
    ['model.token=abc', 'lr=1'],
    ['model.token=<redacted>', 'lr=1'],
  ],
  [
    ['--token', '--verbose', 'x'],
    ['--token', '--verbose', 'x'],
  ],
  [
    ['--tokenizer', 'bert', '--max-tokens', '5'],
    ['--tokenizer', 'bert', '--max-tokens', '5'],
  ],
  [
    ['-H', 'Authorization: Bearer abc'],
    ['-H', 'Authorization: <redacted>'],
  ],
  [
    ['-e', 'a = 1;\nconst token = "x";\nb = 2;'],
    ['-e', 'a = 1;\nconst token = "<redacted>";\nb = 2;'],
  ],
  [
    ['--config', '{"password":"x","lr":1}'],
    ['--config', '{"password":"<redacted>","lr":1}'],
  ],
  [['--password='], ['--password=']],
])('the arguments %j become %j', (args, expected) => {
  expect(redactArguments(args)).toEqual(expected);
});
