"""An organisation in an emulator of its own: `organisation.py <port> <accounts> <roles>`.

Written straight into moto's memory, which takes seconds where calls would take minutes. Each account has so many roles
with a policy, a queue, a topic and a bucket with policies, in two Regions. Serves until its input closes.
"""

import json
import os
import sys
import threading

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "false"

from moto.iam import iam_backends  # noqa: E402
from moto.moto_api._internal import mock_random  # noqa: E402
from moto.organizations import organizations_backends  # noqa: E402
from moto.s3 import s3_backends  # noqa: E402
from moto.server import main  # noqa: E402
from moto.sns import sns_backends  # noqa: E402
from moto.sqs import sqs_backends  # noqa: E402

OWN = "123456789012"
REGIONS = ["eu-west-1", "us-east-1"]


def document(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def seed_account(account, roles, index):
    iam = iam_backends[account]["global"]
    for number in range(roles):
        trust = document(Principal={"AWS": f"arn:aws:iam::{account}:root"}, Action="sts:AssumeRole")
        name = f"worker-{number}"
        iam.create_role(name, trust, "/", None, "", [], "3600")
        iam.put_role_policy(name, "work", document(Action="sqs:*", Resource=f"arn:aws:sqs:*:{account}:jobs-{number}"))
    for region in REGIONS:
        policy = document(Principal={"AWS": OWN}, Action="sqs:SendMessage", Resource="*")
        sqs_backends[account][region].create_queue("jobs", Policy=policy)
        sns_backends[account][region].create_topic("news")
    s3 = s3_backends[account]["global"]
    s3.create_bucket(f"store-{index}", REGIONS[index % 2])
    s3.put_bucket_policy(f"store-{index}", document(Principal="*", Action="s3:GetObject", Resource="*").encode())


def seed(accounts, roles):
    mock_random.seed(7)
    organizations = organizations_backends[OWN]["global"]
    organizations.create_organization("us-east-1")
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = [
        organizations.create_organizational_unit(ParentId=root, Name=f"unit-{number}")["OrganizationalUnit"]["Id"]
        for number in range(3)
    ]
    seed_account(OWN, roles, 0)
    for number in range(1, accounts):
        made = organizations.create_account(AccountName=f"account-{number}", Email=f"{number}@example.com")
        account = made["CreateAccountStatus"]["AccountId"]
        organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=units[number % 3])
        seed_account(account, roles, number)


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    seed(int(sys.argv[2]), int(sys.argv[3]))
    threading.Thread(target=end_with_input, daemon=True).start()
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
