"""The blueprint that all of the groups' doors hang on."""

from flask import Blueprint

bp = Blueprint("groups", __name__, url_prefix="/k/<kommune>/grupper")
