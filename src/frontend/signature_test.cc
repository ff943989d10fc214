#include "frontend/signature.h"

#include <gtest/gtest.h>

#include <string>

namespace pixii::frontend {
namespace {

std::string RegionOf(std::string_view authorization) {
  const http::HeaderField field{"authorization", authorization};
  http::Request request;
  request.fields = {&field, 1};
  return std::string(RegionOfSignature(request));
}

TEST(Signature, RegionIsThatOfTheCredential) {
  EXPECT_EQ(RegionOf("AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/dynamodb/aws4_request, "
                     "SignedHeaders=host;x-amz-date, Signature=0123"),
            "us-east-1");
  EXPECT_EQ(RegionOf("AWS4-HMAC-SHA256 Credential=AKID/20261121/us-gov-west-1/dynamodb/x,Signed"),
            "us-gov-west-1");
  EXPECT_EQ(RegionOf("AWS4-HMAC-SHA256 Signature=0, Credential=AKID/20261121/ap-southeast-3"),
            "ap-southeast-3");
  EXPECT_EQ(RegionOf("Credential=AKID/20261121/local/dynamodb/aws4_request"), "local");
}

TEST(Signature, WhatDoesNotLookLikeARegionIsNone) {
  for (const char* authorization : {
           "",
           "AWS4-HMAC-SHA256",
           "AWS4-HMAC-SHA256 Credential=",
           "AWS4-HMAC-SHA256 Credential=AKID",
           "AWS4-HMAC-SHA256 Credential=AKID/20261121",
           "AWS4-HMAC-SHA256 Credential=AKID/20261121/",
           "AWS4-HMAC-SHA256 Credential=AKID, x/20261121/us-east-1/dynamodb",
           "AWS4-HMAC-SHA256 Credential=AKID/20261121/0/127/aws4_request",  // boto 2
           "AWS4-HMAC-SHA256 Credential=AKID/20261121/127/dynamodb/aws4_request",
           "AWS4-HMAC-SHA256 Credential=AKID/20261121/US-EAST-1/dynamodb/aws4_request",
           "AWS4-HMAC-SHA256 Credential=AKID/20261121/us east 1/dynamodb/aws4_request",
           "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-\"1/dynamodb/aws4_request",
           "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east/dynamodb/aws4_request",
           "AWS4-HMAC-SHA256 Credential=AKID/20261121/region1/dynamodb/aws4_request",
           "AWS4-HMAC-SHA256 "
           "Credential=AKID/20261121/a-region-whose-name-is-far-too-long-1/dynamodb/aws4_request",
       }) {
    EXPECT_EQ(RegionOf(authorization), "") << authorization;
  }
  EXPECT_EQ(RegionOfSignature(http::Request()), "");
}

TEST(Signature, EverybodyIsLetIn) {
  EXPECT_TRUE(AcceptEverybody().Check(http::Request()).has_value());
}

}  // namespace
}  // namespace pixii::frontend
