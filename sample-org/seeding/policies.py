"""Policy documents in short."""
import json


def statement(effect, action=None, resource=None, principal=None, condition=None, sid=None, **more):
    parts = {"Effect": effect, "Sid": sid, "Principal": principal, "Action": action, "Resource": resource, "Condition": condition}
    return {**{name: value for name, value in parts.items() if value is not None}, **more}


def allow(*args, **kwargs):
    return statement("Allow", *args, **kwargs)


def deny(*args, **kwargs):
    return statement("Deny", *args, **kwargs)


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(principal, condition=None, action="sts:AssumeRole"):
    return document(allow(action, None, principal, condition))
