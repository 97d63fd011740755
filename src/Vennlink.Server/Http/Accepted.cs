using Microsoft.Net.Http.Headers;
using Vennlink.Query.Output;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Which form of an answer a client accepts most, by <c>Accept</c> (RFC 9110, 12.5.1).</summary>
internal static class Accepted
{
    /// <summary>The form to answer in.</summary>
    /// <param name="headers">Of the request.</param>
    /// <param name="forms">What there is, the usual one first; where it is the only one, nothing is looked at.</param>
    /// <exception cref="ApiException">None is accepted (406).</exception>
    public static AnswerForm FormOf(IHeaderDictionary headers, IReadOnlyList<AnswerForm> forms)
    {
        if (forms.Count == 1 || headers.Accept.Count == 0
            || !MediaTypeHeaderValue.TryParseList(headers.Accept, out IList<MediaTypeHeaderValue>? ranges))
        {
            return forms[0];
        }

        // Stable: of ranges that are wanted as much the first counts.
        return ranges.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1)
            .Select(range => forms.FirstOrDefault(form => Covers(range, form))).FirstOrDefault(form => form is not null)
            ?? throw new ApiException(StatusCodes.Status406NotAcceptable, "Accept must allow one of "
                + string.Join("; ", forms.Select(form => form.ContentType)) + ".");
    }

    private static bool Covers(MediaTypeHeaderValue range, AnswerForm form)
    {
        string dialect = range.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(
            AnswerForm.DialectParameter, StringComparison.OrdinalIgnoreCase))?.Value.Value ?? "";
        string own = form.Rows == RowForm.CsvSpreadsheet ? AnswerForm.Spreadsheet : "";
        return (range.MatchesAllTypes || range.MediaType.Equals(form.MediaType, StringComparison.OrdinalIgnoreCase)
                || (range.MatchesAllSubTypes
                    && form.MediaType.StartsWith(range.Type + "/", StringComparison.OrdinalIgnoreCase)))
            && dialect.Equals(own, StringComparison.OrdinalIgnoreCase);
    }
}
