"""store.py PORT: an object store with access control (moto's S3 and IAM), until standard input ends. Makes the bucket
"lake" and prints the key and the secret of a user who may do all in any bucket. SIGUSR1 takes it off its port, and
puts it back."""
import json
import signal
import sys

import boto3
from moto import settings
from moto.server import ThreadedMotoServer

port = int(sys.argv[1])


def listen():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    return server


server = listen()
at = dict(endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
iam = boto3.client("iam", **at)
iam.create_user(UserName="loader")
iam.put_user_policy(UserName="loader", PolicyName="all", PolicyDocument=json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
key = iam.create_access_key(UserName="loader")["AccessKey"]
boto3.client("s3", **at).create_bucket(Bucket="lake")
settings.INITIAL_NO_AUTH_ACTION_COUNT = 0       # from here on each request needs a key, and its signature


def switch(*_):
    global server
    if server is None:
        server = listen()
    else:
        server.stop()
        server._server.server_close()
        server = None


signal.signal(signal.SIGUSR1, switch)
print(key["AccessKeyId"], key["SecretAccessKey"], flush=True)
sys.stdin.read()
