namespace Vennlink.SpamTraining;

/// <summary>What held-out scores are judged by.</summary>
internal static class Measures
{
    private const int CalibrationRounds = 100;
    private const int HalvingCount = 30;

    // Far beyond what scores that overlap need: those of a fit are logits already.
    private const double SteepestSlope = 50;

    /// <summary>
    /// Area under the ROC curve: the chance that a spam site has the higher score of a pair of a spam and a clean one;
    /// ties count half.
    /// </summary>
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

    /// <summary>Slope and shift that make logits fit labels best (Platt, 1999).</summary>
    /// <remarks>
    /// Where logits part the labels without a fault, the steeper the better, without end: then the labels are smoothed,
    /// as Platt does.
    /// </remarks>
    public static (double Slope, double Shift) Calibrate(IReadOnlyList<(double Logit, bool IsSpam)> scores)
    {
        double spam = scores.Count(score => score.IsSpam);
        double clean = scores.Count - spam;
        return Fit(scores, 1, 0) ?? Fit(scores, (spam + 1) / (spam + 2), 1 / (clean + 2)) ?? (1, 0);
    }

    // By Newton's method, with half a step where a whole one goes too far; null where there is no end.
    private static (double Slope, double Shift)? Fit(IReadOnlyList<(double Logit, bool IsSpam)> scores,
        double spamTarget, double cleanTarget)
    {
        double slope = 1;
        double shift = 0;
        for (int round = 0; round < CalibrationRounds; round++)
        {
            double g0 = 0, g1 = 0, h00 = 1e-9, h01 = 0, h11 = 1e-9;
            foreach ((double logit, bool isSpam) in scores)
            {
                double share = Logistic((slope * logit) + shift);
                double error = share - (isSpam ? spamTarget : cleanTarget);
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
            double loss = Loss(slope, shift);
            for (int halving = 0; halving < HalvingCount
                && !(Loss(slope - slopeStep, shift - shiftStep) <= loss * (1 + 1e-12)); halving++)
            {
                shiftStep /= 2;
                slopeStep /= 2;
            }

            shift -= shiftStep;
            slope -= slopeStep;
            if (Math.Abs(slope) > SteepestSlope)
            {
                return null;
            }

            if (Math.Abs(shiftStep) + Math.Abs(slopeStep) < 1e-9)
            {
                return (slope, shift);
            }
        }

        return null;

        double Loss(double slope, double shift)
        {
            double sum = 0;
            foreach ((double logit, bool isSpam) in scores)
            {
                // ln(1 + e^x), without overflow.
                double x = (slope * logit) + shift;
                sum += Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)))
                    - (x * (isSpam ? spamTarget : cleanTarget));
            }

            return sum;
        }
    }

    /// <summary>The share that a logit stands for.</summary>
    public static double Logistic(double logit) => 1 / (1 + Math.Exp(-logit));
}
