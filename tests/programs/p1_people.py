"""The guide's items as attribute values."""


def person(username, first, last, age, account, road, city, state, zipcode):
    return {"username": {"S": username}, "first_name": {"S": first}, "last_name": {"S": last},
            "age": {"N": age}, "account_type": {"S": account},
            "address": {"M": {"road": {"S": road}, "city": {"S": city}, "state": {"S": state},
                              "zipcode": {"N": zipcode}}}}


def anonymous(number):
    return {"username": {"S": f"user{number}"}, "first_name": {"S": "unknown"},
            "last_name": {"S": "unknown"}, "account_type": {"S": "anonymous"}}


PEOPLE = [
    person("johndoe", "John", "Doe", "25", "standard_user", "1 Jefferson Street", "Los Angeles",
           "CA", "90001"),
    person("janedoering", "Jane", "Doering", "40", "super_user", "2 Washington Avenue", "Seattle",
           "WA", "98109"),
    person("bobsmith", "Bob", "Smith", "18", "standard_user", "3 Madison Lane", "Louisville",
           "KY", "40213"),
    person("alicedoe", "Alice", "Doe", "27", "super_user", "1 Jefferson Street", "Los Angeles",
           "CA", "90001"),
]
