"""An embedded AWS that enforces policies, for the demo and the tests.

moto keeps IAM's state and speaks its protocol; `endpoint` decides in front of it. Not
emulated: boundaries of users, managed session policies, resource control policies,
resource policies other than trust, the Allow side of organization policies, policy
variables, and numeric, date and address conditions (which never allow).
"""
