"""An office that signs, made anew in a folder: a root, signers, a time stamp authority, revocation
lists, an OCSP responder and a token of SoftHSM; services listen on the loopback address alone."""
import http.server
import os
import pathlib
import subprocess
import threading

SOFTHSM = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN = "geheim-4711"
CONFIG = """[ca]
default_ca=d
[d]
database=index.txt
crlnumber=crlnumber
default_md=sha256
default_crl_days=30
default_days=900
certificate=root.crt
private_key=root.pem
new_certs_dir=.
rand_serial=yes
policy=p
unique_subject=no
[p]
commonName=supplied
[tsa]
default_tsa=t
[t]
serial=stamps
signer_cert=tsa.crt
signer_key=tsa.pem
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
ess_cert_id_alg=sha256
[large]
serial=stamps
signer_cert=tsa.crt
signer_key=tsa.pem
certs=many.crt
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
ess_cert_id_alg=sha256
"""
USAGE = "keyUsage=critical,nonRepudiation,digitalSignature\n"


class Office:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        os.umask(0o077)
        self.write("ca.cnf", CONFIG)
        self.write("index.txt", "")
        self.write("crlnumber", "01\n")
        self.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.pem "
                     "-out root.crt -subj /CN=Root -days 900")
        self.requests, self.broken, self.grown = 0, False, False
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.issue("finance", "青禾县财政局", "ec -pkeyopt ec_paramgen_curve:P-256", USAGE)
        self.issue("office", "青禾县人民政府办公室", "rsa:2048", USAGE)
        self.issue("p384", "青禾县教育局", "ec -pkeyopt ec_paramgen_curve:P-384", USAGE)
        self.issue("revoked", "旧章", "ec -pkeyopt ec_paramgen_curve:P-256", USAGE)
        self.issue("online", "在线", "ec -pkeyopt ec_paramgen_curve:P-256",
                   USAGE + f"authorityInfoAccess=OCSP;URI:http://127.0.0.1:{self.port}/ocsp\n"
                   f"crlDistributionPoints=URI:http://127.0.0.1:{self.port}/none\n")
        self.issue("tsa", "TSA", "ec -pkeyopt ec_paramgen_curve:P-256",
                   "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
                   f"crlDistributionPoints=URI:http://127.0.0.1:{self.port}/crl\n")
        for i in range(8):
            self.issue(f"more{i}", f"More{i}", "ec -pkeyopt ec_paramgen_curve:P-256", USAGE)
        self.write("many.crt", "".join((self.folder / f"more{i}.crt").read_text() for i in range(8)))
        self.openssl("ca -config ca.cnf -revoke revoked.crt")
        self.openssl("ca -config ca.cnf -gencrl -out root.crl")
        self.openssl("crl -in root.crl -outform DER -out root.crl.der")
        self.token = None

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, argv, **more):
        return subprocess.run(argv, cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, **more)

    def openssl(self, line):
        made = self.run(["openssl", *line.split()])
        if made.returncode:
            raise RuntimeError(made.stdout.decode())

    def issue(self, name, subject, key, extensions):
        self.write("x.cnf", extensions + "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
        self.openssl(f"req -new -utf8 -newkey {key} -nodes -keyout {name}.pem -out {name}.csr "
                     f"-subj /CN={subject}")
        self.openssl(f"ca -batch -utf8 -config ca.cnf -in {name}.csr -out {name}.crt -notext "
                     "-extfile x.cnf")

    def handler(self):
        office = self

        class Services(http.server.BaseHTTPRequestHandler):
            def answer(self, kind, body):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if self.path == "/crl":
                    self.answer("application/pkix-crl", (office.folder / "root.crl.der").read_bytes())
                else:
                    self.send_error(404)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                office.requests += 1
                own = f"q{threading.get_ident()}"
                (office.folder / own).write_bytes(body)
                if office.broken:
                    self.send_error(503)
                elif self.path == "/ocsp":
                    office.openssl(f"ocsp -index index.txt -CA root.crt -rsigner root.crt -rkey root.pem "
                                   f"-reqin {own} -respout {own}.r -ndays 5")
                    self.answer("application/ocsp-response", (office.folder / (own + ".r")).read_bytes())
                elif self.path in ("/stamp", "/lies", "/grows"):
                    if self.path == "/lies":  # a stamp over something else
                        office.openssl(f"ts -query -data ca.cnf -sha256 -cert -out {own}")
                    # the trial is small; what comes after has eight certificates more
                    large = " -section large" if self.path == "/grows" and office.grown else ""
                    office.grown = office.grown or self.path == "/grows"
                    office.openssl(f"ts -reply -config ca.cnf -queryfile {own} -out {own}.r{large}")
                    self.answer("application/timestamp-reply", (office.folder / (own + ".r")).read_bytes())
                else:
                    self.send_error(404)

            def log_message(self, *_):
                pass

        return Services

    def make_token(self):
        """A token with the keys of finance and office; None where SoftHSM is not installed."""
        module = next((m for m in SOFTHSM if os.path.exists(m)), None)
        if not module:
            return None
        (self.folder / "tokens").mkdir()
        self.write("softhsm.conf", f"directories.tokendir = {self.folder}/tokens\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(self.folder / "softhsm.conf")
        self.run(["softhsm2-util", "--init-token", "--free", "--label", "gw", "--pin", PIN,
                  "--so-pin", PIN], check=True)
        for i, name in enumerate(("finance", "office")):
            self.openssl(f"pkcs8 -topk8 -nocrypt -in {name}.pem -out {name}.p8")
            self.run(["softhsm2-util", "--import", f"{name}.p8", "--token", "gw", "--label", name,
                      "--id", f"0{i + 1}", "--pin", PIN], check=True)
        self.token = module
        return module

    def profile(self, name, key="finance", inside="", **attributes):
        said = "".join(f' {k}="{v}"' for k, v in attributes.items())
        return (f'<profile id="{name}"{said}><key kind="pem" file="{key}.pem"/>'
                f'<certificate file="{key}.crt"/>{inside}</profile>')

    def stamp(self, path="stamp", more=""):
        return f'<timestamp url="http://127.0.0.1:{self.port}/{path}"{more}/>'

    def config(self, *profiles, more='', name="signing.xml", trust="root.crt"):
        self.write(name, '<signing xmlns="urn:hongtou:signing:1">' + "".join(profiles) +
                   f'<trust file="{trust}"/>{more}</signing>')
        return str(self.folder / name)
