"""The two front doors of signing up, hung up once for all their pages: the applicant's, and the centre's."""

from flask import Blueprint

signup = Blueprint("signup", __name__, url_prefix="/registrer")
office = Blueprint("applications", __name__, url_prefix="/senter")
