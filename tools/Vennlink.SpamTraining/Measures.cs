namespace Vennlink.SpamTraining;

/// <summary>What held-out scores are judged by.</summary>
internal static class Measures
{
    private const int CalibrationRounds = 100;

    /// <summary>Area under the ROC curve: the chance that a spam site has the higher score of a pair of a spam and a clean one; ties count half.</summary>
    public static double Auc(IEnumerable<(double Score, bool IsSpam)> scores)
    {
        (double Score, bool IsSpam)[] sorted = [.. scores.OrderBy(site => site.Score)];
        double rankSum = 0;
        for (int start = 0; start < sorted.Length;)
        {
            int end = start;
            while (end < sorted.Length && sorted[end].Score == sorted[start].Score)
            {
                end++;
            }

            rankSum += sorted[start..end].Count(site => site.IsSpam) * ((start + 1 + end) / 2.0);
            start = end;
        }

        double spam = sorted.Count(site => site.IsSpam);
        double clean = sorted.Length - spam;
        return (rankSum - (spam * (spam + 1) / 2)) / (spam * clean);
    }

    /// <summary>Slope and shift that make logits fit labels best (Platt, 1999), by Newton's method.</summary>
    public static (double Slope, double Shift) Calibrate(IReadOnlyList<(double Logit, bool IsSpam)> scores)
    {
        double slope = 1;
        double shift = 0;
        for (int round = 0; round < CalibrationRounds; round++)
        {
            double g0 = 0, g1 = 0, h00 = 1e-9, h01 = 0, h11 = 1e-9;
            foreach ((double logit, bool isSpam) in scores)
            {
                double share = Logistic((slope * logit) + shift);
                double error = share - (isSpam ? 1 : 0);
                double weight = share * (1 - share);
                g0 += error;
                g1 += error * logit;
                h00 += weight;
                h01 += weight * logit;
                h11 += weight * logit * logit;
            }

            double determinant = (h00 * h11) - (h01 * h01);
            double shiftStep = ((h11 * g0) - (h01 * g1)) / determinant;
            double slopeStep = ((h00 * g1) - (h01 * g0)) / determinant;
            shift -= shiftStep;
            slope -= slopeStep;
            if (Math.Abs(shiftStep) + Math.Abs(slopeStep) < 1e-9)
            {
                break;
            }
        }

        return (slope, shift);
    }

    /// <summary>The share that a logit stands for.</summary>
    public static double Logistic(double logit) => 1 / (1 + Math.Exp(-logit));
}
