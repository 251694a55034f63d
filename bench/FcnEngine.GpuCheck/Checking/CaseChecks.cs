using FcnEngine.GpuCheck.Catalogue;
using FcnEngine.GpuCheck.Reporting;
using FcnEngine.Kernels.Gpu.TensorCores;
using FcnEngine.Testing.Cases;
using FcnEngine.Testing.Checks;

namespace FcnEngine.GpuCheck.Checking;

/// <summary>Every case in every accuracy class against float64, and tensor-core cases with every tile, whole and split.</summary>
internal sealed class CaseChecks(DeviceSet devices, Action<string> progress)
{
    public IReadOnlyList<CaseResult> Run(IReadOnlyList<KernelCase> cases)
    {
        var results = new List<CaseResult>();
        for (var i = 0; i < cases.Count; i++)
        {
            if (i % 50 == 0) progress($"case {i} of {cases.Count}, {results.Count(result => result.Failure is not null)} wrong so far");
            var kernel = cases[i];
            var inputs = kernel.Inputs();
            var expected = kernel.Expected(inputs);
            foreach (var device in devices.Classes) results.Add(Check(device, device.Accuracy));
            if (!TensorCoreCases.Kernels.Contains(kernel)) continue;
            foreach (var tile in Enum.GetValues<BlockTile>())
            {
                foreach (var whole in new[] { true, false })
                {
                    devices.Force(KernelCatalogue.Always(tile, whole));
                    foreach (var device in devices.TensorCores.Where(each => TileChoice.Tiles(each.Device.Options.Precision).Contains(tile)
                        && TileSize.Of(tile).SharedBytes <= each.Device.Traits.SharedBytes))
                        results.Add(Check(device, $"{device.Accuracy} {tile} {(whole ? "whole" : "split")}"));
                }
            }

            devices.Force(null);

            CaseResult Check(ClassedDevice device, string accuracy)
            {
                var tolerance = Math.Max(kernel.Tolerance, device.Tolerance ?? 0);
                try
                {
                    return new CaseResult(kernel.Name, accuracy, KernelChecks.Against(device.Device, kernel, inputs, expected, tolerance), tolerance, null);
                }
                catch (CheckFailedException wrong)
                {
                    return new CaseResult(kernel.Name, accuracy, null, tolerance, wrong.Message);
                }
            }
        }

        return results;
    }
}
