"""Files and the verdicts they must get."""
import json
import os
import subprocess


class Trial:
    """Files and the verdicts they must get."""

    def __init__(self, hongtou, folder):
        self.hongtou, self.folder = hongtou, folder
        self.files = []
        self.passed = self.failed = 0

    def add(self, name, data, verdict='altered', code=None):
        self.files.append((name, data, verdict, code))

    def judge(self, *options):
        files, self.files = self.files, []
        for i, (_, data, _, _) in enumerate(files):
            with open(os.path.join(self.folder, '%d.odt' % i), 'wb') as file:
                file.write(data)
        run = subprocess.run([self.hongtou, 'verify', '--json', '--at', '2030-06-01', '--revocation', 'optional', '--trust',
                              'root.pem', *options] + ['%d.odt' % i for i in range(len(files))], cwd=self.folder,
                             capture_output=True, text=True)
        for (name, _, verdict, code), file in zip(files, json.loads(run.stdout)['files']):
            found = file['findings'] + [f for one in file['signatures'] for f in one['findings']]
            codes = {f['code'] for f in found if f['effect'] == file['verdict'] or file['verdict'] == 'valid'}
            wanted = verdict if isinstance(verdict, tuple) else (verdict,)
            if file['verdict'] in wanted and (code is None or code in codes):
                self.passed += 1
                continue
            self.failed += 1
            if self.failed < 40:
                print('FAILED %s: %s %s instead of %s %s' % (name, file['verdict'], sorted(codes), verdict, code or ''))
