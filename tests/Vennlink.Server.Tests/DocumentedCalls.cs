namespace Vennlink.Server.Tests;

/// <summary>
/// The examples of the endpoint's reference page, byte for byte; replayed with the host and the credentials changed,
/// nothing else.
/// </summary>
internal static class DocumentedCalls
{
    public const string Json =
        """{ "positive_targets": [{ "target": "latimes.com", "scope": "root_domain" }, { "target": "blog.nytimes.com", "scope": "subdomain" } ], "negative_targets": [{ "target": "moz.com", "scope": "root_domain" }], "source_scope": "page", "sort": "source_domain_authority", "limit": 1 }""";

    public const string Curl =
        """curl -d '{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}, {"target": "http://blog.nytimes.com ", "scope":"subdomain"}], "negative_targets": [{"target": "moz.com", "scope": "root_domain"}], "source_scope": "page", "sort": "source_domain_authority", "limit": 1}' -X POST https://lsapi.seomoz.com/v2/link_intersect -u 'access_id:secret_key'""";

    public const string CurlBody =
        """{"positive_targets": [{"target": "latimes.com", "scope": "root_domain"}, {"target": "http://blog.nytimes.com ", "scope":"subdomain"}], "negative_targets": [{"target": "moz.com", "scope": "root_domain"}], "source_scope": "page", "sort": "source_domain_authority", "limit": 1}""";

    // The page shows it on one line; line breaks are put back where Python needs them.
    public const string Python =
        """"
        import requests
        auth = (access_id, secret_key)
        url = "https://lsapi.seomoz.com/v2/link_intersect"
        data = """{ "positive_targets": [{ "target": "latimes.com", "scope": "root_domain" }, { "target": "blog.nytimes.com", "scope": "subdomain" }], "negative_targets": [{ "target": "moz.com", "scope": "root_domain" }], "source_scope": "page", "sort": "source_domain_authority", "limit": 1 }"""
        request = requests.post(url, data=data, auth=auth)
        """";
}
